mock_provider "appservices" {}

run "plans" {
  command = plan
}

run "applies" {
  assert {
    condition     = output.function_id != "" && appservices_endpoint.hello.function_id == appservices_function.hello.id
    error_message = "the endpoint runs another function"
  }
}

run "applies_again" {
  assert {
    condition     = length(appservices_app.this.id) > 0
    error_message = "nothing was mocked"
  }
}
