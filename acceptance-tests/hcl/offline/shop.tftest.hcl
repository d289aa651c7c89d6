# tests/shop.tftest.hcl
run "only_the_office_may_use_the_app" {
  assert {
    condition     = [for entry in appservices_ip_access_list.shop.entries : entry.address] == ["192.0.2.0/24"]
    error_message = "other addresses than the office's may use the app"
  }
}
