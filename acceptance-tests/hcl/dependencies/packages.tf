resource "appservices_dependencies" "d" {
  app_id = appservices_app.a.id
  @PACKAGES@
}
