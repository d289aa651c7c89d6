resource "appservices_app" "a" {
  for_each = { first = @FIRST@, second = @SECOND@ }
  name     = each.key
}

resource "appservices_function" "f" {
  for_each = { first = @FIRST@, second = @SECOND@ }
  app_id   = appservices_app.a[each.key].id
  name     = "f"
  source   = "exports = () => ${each.value};"
}

resource "appservices_deployment" "d" {
  for_each   = { first = @FIRST@, second = @SECOND@ }
  app_id     = appservices_app.a[each.key].id
  triggers   = { version = each.value }
  depends_on = [appservices_function.f]
}
