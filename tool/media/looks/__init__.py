"""When and how a picture is looked at: sampling, the queue, the detection processes, stills of incidents.

Lives here: everything decoded. Does not live here: what a face or a rule is (tool.detection)."""
