data "appservices_ip_access_list_entry" "example" {
  app_id = appservices_app.example.id
  address = appservices_ip_access_list_entry.example.address
}

output "ip_access_list_entry_id" {
  value = data.appservices_ip_access_list_entry.example.id
}
