import { type ActionResponse, actionResponse } from '../apdu/services/action.ts'
import { untaggedTolerant } from '../apdu/tagged.ts'

/** Tag, kind, invoke-id-and-priority, result: an action-response-normal that ends before the flag of its return value. */
const lengthWithoutFlag = 4
const normal = 1

/**
 * Reads an Action-Response of a server. Some (Gurux C over HDLC) leave out the flag which says that nothing is returned
 * where the method has failed; what they mean is plain. Throws DecodeError.
 */
export function readActionResponse(plain: Uint8Array): ActionResponse {
  const isCut = plain.length === lengthWithoutFlag && plain[1] === normal && plain[3] !== 0
  return untaggedTolerant(actionResponse, isCut ? Uint8Array.of(...plain, 0) : plain)
}
