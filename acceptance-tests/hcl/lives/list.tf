resource "appservices_ip_access_list" "@LABEL@" {
  app_id  = appservices_app.a.id
  entries = [{ address = "192.0.2.0/24" }]
  @MORE@
}
