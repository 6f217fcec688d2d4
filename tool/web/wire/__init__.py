"""What web and browser say to each other: one record per message, and the TypeScript made of them.

Lives here: shapes and limits. Does not live here: how a record is filled in, or who may ask for it."""
