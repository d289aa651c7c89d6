
import {
  to = @ADDRESS@
  @BY@
}
