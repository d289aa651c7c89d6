data "appservices_ip_access_list_entry" "example" {
  app_id     = appservices_app.example.id
  address    = "192.0.2.0/24"
  depends_on = [appservices_ip_access_list.example]
}

output "ip_access_list_entry_id" {
  value = data.appservices_ip_access_list_entry.example.id
}
