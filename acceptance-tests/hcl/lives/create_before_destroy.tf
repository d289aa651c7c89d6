resource "appservices_ip_access_list" "four" {
  for_each = toset(["x"])
  app_id   = appservices_app.a.id
  entries  = [{ address = "192.0.2.0/24" }]

  lifecycle {
    create_before_destroy = true
  }
}
