run "app_@AT@" {
  state_key = "app_@AT@"

  variables {
    name = "shop@AT@"
  }

  assert {
    condition     = startswith(output.client_app_id, "shop@AT@-")
    error_message = "the client app id does not begin with the name"
  }
}
