import {
  for_each = @IDS@
  to       = appservices_app.each[each.key]
  id       = each.value
}
