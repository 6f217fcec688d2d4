"""The sandbox's pages and endpoints: each parses, authorises, calls one function and answers."""
