"""The database: rows, repositories, the unit of work and the stores that `lti` asks for.

Lives here: everything SQL. Does not live here: decisions; rows never leave this room, records do."""
