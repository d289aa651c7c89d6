resource "appservices_function" "beside" {
  app_id = "@APP@"
  name   = "beside"
  source = "exports = () => 1;"
}

resource "appservices_deployment" "d" {
  app_id     = "@APP@"
  depends_on = [appservices_function.beside]
}
