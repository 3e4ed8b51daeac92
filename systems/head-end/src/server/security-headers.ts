import type { FastifyInstance, FastifyRequest } from 'fastify'

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
export function secureHeaders(app: FastifyInstance, isSecure: (request: FastifyRequest) => boolean): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-request-id': request.id,
      ...(isSecure(request) && { 'strict-transport-security': 'max-age=31536000' }),
    })
    // Answers of the API belong to the person who asked.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
}
