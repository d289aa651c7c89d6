variable "canary_@AT@" {
  type      = string
  sensitive = true
  ephemeral = @EPHEMERAL@
}
