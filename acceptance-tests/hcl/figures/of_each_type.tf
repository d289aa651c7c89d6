resource "appservices_app" "a" {
  name = "a"
}
resource "appservices_ip_access_list_entry" "e" {
  count   = @EACH@
  app_id  = appservices_app.a.id
  address = "10.${floor(count.index / 250)}.${count.index % 250}.0/24"
}
# All refer to this one, because Terraform evaluates every instance for a reference to one of many.
resource "appservices_function" "shared" {
  app_id = appservices_app.a.id
  name   = "shared"
  source = "exports = () => 0;"
}
resource "appservices_function" "f" {
  count  = @EACH@
  app_id = appservices_app.a.id
  name   = "f${count.index}"
  source = "exports = () => ${count.index};"
}
resource "appservices_secret" "s" {
  count  = @EACH@
  app_id = appservices_app.a.id
  name   = "s${count.index}"
  value  = "hush-${count.index}"
}
resource "appservices_api_key" "k" {
  count  = @EACH@
  app_id = appservices_app.a.id
  name   = "k${count.index}"
}
resource "appservices_endpoint" "h" {
  count       = @EACH@
  app_id      = appservices_app.a.id
  route       = "/r${count.index}"
  http_method = "GET"
  function_id = appservices_function.shared.id
}
resource "appservices_log_forwarder" "l" {
  count        = @EACH@
  app_id       = appservices_app.a.id
  name         = "l${count.index}"
  log_types    = ["function"]
  log_statuses = ["error"]
  policy       = { type = "single" }
  action       = { function = { name = appservices_function.shared.name } }
}
