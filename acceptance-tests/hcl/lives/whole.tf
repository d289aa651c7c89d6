resource "appservices_ip_access_list" "l" {
  app_id  = appservices_app.a.id
  entries = [for address in @ADDRESSES@ : { address = address }]
}
