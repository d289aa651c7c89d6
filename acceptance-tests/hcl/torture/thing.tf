resource "torture_thing" "t" {
  name = "abc"
  @BODY@
}
