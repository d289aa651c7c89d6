# A session for the length of the run, for another provider that speaks HTTP. No plan or state has the token.
ephemeral "appservices_access_token" "example" {}
