import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the request left its sender over TLS: to us, or to a proxy that is trusted to say so. */
    readonly overTls: boolean
  }
}

// The console is files of its own origin. Inline styles are allowed because its components set them.
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers that take away from a page what the console never needs, and the request's id. */
export function secureHeaders(app: FastifyInstance, speaksTls: boolean): void {
  app.decorateRequest('overTls', {
    getter() {
      return speaksTls || this.protocol === 'https'
    },
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-request-id': request.id,
      ...(request.overTls && { 'strict-transport-security': 'max-age=31536000' }),
    })
    // Answers of the API belong to the person who asked.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
}
