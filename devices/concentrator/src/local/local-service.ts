import { accessPoints, concentratorItself, type SmitpService } from '@ferraris/transport'

/**
 * Serves the local port of a concentrator, optical or Ethernet: `access` gives a way for each field device that comes, see
 * `Concentrator.localAccess`.
 */
export function localService(
  access: () => (octets: Uint8Array) => Uint8Array,
  onFailure: (error: unknown) => void,
): SmitpService {
  return {
    aca: concentratorItself,
    // Its tables are for the central system alone.
    answer: () => undefined,
    dlms: () => {
      const answer = access()
      return ({ server, client, apdu }) =>
        server === accessPoints.server && client === accessPoints.client ? answer(apdu) : undefined
    },
    onFailure,
  }
}
