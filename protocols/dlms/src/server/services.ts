import type { Codec } from '@ferraris/codec'
import type { ConformanceService } from '../apdu/association/conformance.ts'
import {
  accessNeeds,
  actionNeeds,
  getNeeds,
  missing,
  setNeeds,
  variableNeeds,
} from '../apdu/association/needs.ts'
import { accessRequest } from '../apdu/services/access.ts'
import { actionRequest } from '../apdu/services/action.ts'
import { getRequest } from '../apdu/services/get.ts'
import { setRequest } from '../apdu/services/set.ts'
import { readRequest, writeRequest } from '../apdu/services/short-name.ts'
import { untagged } from '../apdu/tagged.ts'
import { apduName } from '../apdu/tags.ts'
import { serveAccess } from './access.ts'
import { serveAction } from './action.ts'
import { serveGet } from './get.ts'
import { RefusedService, type Reply, type Serving } from './serving.ts'
import { serveSet } from './set.ts'
import { serveRead, serveUnconfirmedWrite, serveWrite } from './variables.ts'

type Service = (serving: Serving, plain: Uint8Array) => Reply

/** A service: its request, what that needs of the association, and the function that serves it. */
function service<T>(
  request: Codec<T>,
  needs: (value: T) => readonly ConformanceService[],
  serve: (serving: Serving, value: T) => Reply,
): Service {
  return (serving, plain) => {
    const value = untagged(request, plain)
    if (missing(serving.conformance, needs(value)).length > 0)
      throw new RefusedService('service-not-supported')
    return serve(serving, value)
  }
}

const services: Readonly<Record<string, Service>> = {
  'get-request': service(getRequest, getNeeds, serveGet),
  'set-request': service(setRequest, setNeeds, serveSet),
  'action-request': service(actionRequest, actionNeeds, serveAction),
  'access-request': service(accessRequest, accessNeeds, serveAccess),
  'read-request': service(readRequest, value => variableNeeds('read', value.specifications), serveRead),
  'write-request': service(writeRequest, value => variableNeeds('write', value.specifications), serveWrite),
  'unconfirmed-write-request': service(
    writeRequest,
    value => variableNeeds('unconfirmed-write', value.specifications),
    serveUnconfirmedWrite,
  ),
}

/**
 * Serves one plain request. Throws {@link RefusedService} for one that the association does not have, which is all of
 * short names where logical names are used and the other way round; DecodeError for broken octets.
 */
export function serve(serving: Serving, plain: Uint8Array): Reply {
  const found = services[apduName(plain[0] ?? 0) ?? '']
  if (found === undefined) throw new RefusedService('service-not-supported')
  return found(serving, plain)
}
