/** A broker that cannot be used as asked. `code` tells what is wrong, the message also what to try. */
export class MqttError extends Error {
  override readonly name = 'MqttError'
  readonly layer = 'mqtt'
  readonly code: 'url-invalid' | 'tls-required'

  constructor(code: MqttError['code'], message: string) {
    super(message)
    this.code = code
  }
}
