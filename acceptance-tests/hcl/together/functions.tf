resource "appservices_function" "f" {
  count  = @EACH@
  app_id = "@APP@"
  name   = "@NAME@${count.index}"
  source = "exports = () => ${count.index};"
}
