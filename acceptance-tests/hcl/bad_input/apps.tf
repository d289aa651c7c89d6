data "appservices_apps" "all" {}
