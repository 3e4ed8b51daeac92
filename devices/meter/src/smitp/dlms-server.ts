import { conformanceOf } from '@ferraris/dlms'
import {
  createServer,
  type ServerEvent,
  type ServerSettings,
  type ServerState,
  stepServer,
} from '@ferraris/dlms/server'
import type { DlmsServer } from '@ferraris/smitp/cosem'

/** The meter's one logical device, as on every other way to it. */
const logicalDevice = 1

/** The meter's DLMS server behind DSAP 1: one association for each client, whatever brings its APDUs. */
export function dlmsOverSmitp(settings: ServerSettings, log: (event: ServerEvent) => void): DlmsServer {
  const associations = new Map<number, ServerState>()
  // A request has one answer here: blocks that stream would have nowhere to go.
  const conformance = settings.conformance & ~conformanceOf('general-block-transfer')
  const answered = { ...settings, conformance }
  return ({ server, client, apdu }) => {
    // Unknown clients get no memory: they cannot have an association.
    if (server !== logicalDevice || !settings.associations.has(client)) return undefined
    const [state, outputs] = stepServer(answered, associations.get(client) ?? createServer(client), apdu)
    associations.set(client, state)
    for (const output of outputs) if (output.kind === 'event') log(output.event)
    return outputs.find(output => output.kind === 'send')?.apdu
  }
}
