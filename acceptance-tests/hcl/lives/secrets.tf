resource "appservices_secret" "@LABEL@" {
  count  = length(@NAMES@)
  app_id = appservices_app.a.id
  name   = @NAMES@[count.index]
  value  = "hush"
}
