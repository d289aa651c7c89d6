resource "appservices_ip_access_list" "example" {
  app_id = appservices_app.example.id
  entries = [
    { address = "192.0.2.0/24", comment = "office" },
    { address = "198.51.100.7" },
  ]
}
