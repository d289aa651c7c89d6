# tests/mocked.tftest.hcl
mock_provider "appservices" {
  mock_resource "appservices_app" {
    defaults = {
      id            = "64f0aa11bb22cc33dd44ee55"
      client_app_id = "shop-abcde"
    }
  }
}

run "the_list_is_the_apps" {
  assert {
    condition     = appservices_ip_access_list.shop.app_id == "64f0aa11bb22cc33dd44ee55"
    error_message = "the list is another app's"
  }
}
