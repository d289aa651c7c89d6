data "appservices_ip_access_list" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_ip_access_list.example]
}

output "ip_access_list" {
  value = data.appservices_ip_access_list.example.entries
}
