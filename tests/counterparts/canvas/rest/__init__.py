"""The REST API, GraphQL and OAuth2: what a client with a token sees. The rules it applies are in the rooms above."""
