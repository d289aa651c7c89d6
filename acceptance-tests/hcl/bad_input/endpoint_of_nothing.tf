resource "appservices_endpoint" "e" {
  app_id      = appservices_app.a.id
  route       = "/e"
  http_method = "GET"
  function_id = "64f0aa64f0aa64f0aa64f0aa"
}
