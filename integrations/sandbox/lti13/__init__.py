"""The platform side of LTI 1.3: what is signed, checked, granted and refused. No Flask; the endpoints are in `web`."""
