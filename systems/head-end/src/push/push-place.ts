/** Where meters push and call in. */
export interface PushPlace {
  readonly medium: 'tcp' | 'udp'
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  /** TLS over TCP: PEM texts. With `ca`, meters must show a certificate that it has signed. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string }
}
