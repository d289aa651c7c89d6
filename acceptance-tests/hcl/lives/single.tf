resource "appservices_ip_access_list_entry" "e" {
  for_each = toset(@ADDRESSES@)
  app_id   = appservices_app.a.id
  address  = each.key
}
