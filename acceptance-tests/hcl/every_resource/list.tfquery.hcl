list "@TYPE@" "all" {
  provider         = appservices
  include_resource = true
  @CONFIG@
}

