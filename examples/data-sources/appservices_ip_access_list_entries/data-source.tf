data "appservices_ip_access_list_entries" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_ip_access_list.example]
}

locals {
  ip_access_list_entries = [for one in data.appservices_ip_access_list_entries.example.ip_access_list_entries : one.address]
}
