resource "appservices_ip_access_list_entry" "e" {
  app_id  = appservices_app.a.id
  address = "198.51.100.7"
}
