provider "appservices" {
  local_path = "./test-data"
}

variables {
  name = "shop"
}

run "makes_an_app" {
  assert {
    condition     = startswith(output.client_app_id, "shop-")
    error_message = "the client app id does not begin with the name"
  }
}

run "closes_the_list" {
  command = plan
  assert {
    condition     = [for entry in appservices_ip_access_list.this.entries : entry.address] == ["192.0.2.0/24"]
    error_message = "the list has other entries"
  }
}

run "refuses_a_bad_name" {
  command = plan
  variables {
    name = "1shop"
  }
  expect_failures = [appservices_app.this]
}
