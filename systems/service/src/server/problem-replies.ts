import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isConflict, isUnavailable } from '../database/errors.ts'
import { CursorError } from '../database/page.ts'
import { parameterErrors } from './input/validation.ts'
import { type ClientError, invalidParameter, isForClient, Problem, type ProblemCode } from './problem.ts'

/** Answers every error as `application/problem+json` (RFC 9457). */
export function replyWithProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = asProblem(error)
    if (problem.httpStatus >= 500) request.log.error({ err: error, problem: problem.code }, problem.message)
    else request.log.debug({ problem: problem.code }, problem.message)
    return send(problem, request, reply)
  })
  app.setNotFoundHandler((request, reply) =>
    send(
      new Problem('not-found', `${request.method} ${pathOf(request)} is not part of this API`),
      request,
      reply,
    ),
  )
}

function send(problem: ClientError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, meaning, httpStatus } = problem
  if (httpStatus === 401) reply.header('www-authenticate', 'Bearer realm="ferraris"')
  return reply
    .code(httpStatus)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send({
      type: `urn:ferraris:problem:${code}`,
      title: meaning,
      status: httpStatus,
      detail: problem.message,
      instance: `urn:ferraris:request:${request.id}`,
      ...problem.members,
    })
}

function pathOf(request: FastifyRequest): string {
  return request.url.replace(/\?.*/s, '')
}

const fastifyCodes: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-unsupported',
}

/** SQLSTATE: a row with this key is there. */
const uniqueViolation = '23505'

/** SQLSTATE class 22: a value does not fit its type, for example a time that is none in a cursor. */
const dataException = /^22[0-9A-Z]{3}$/

function asProblem(error: FastifyError): ClientError {
  if (isForClient(error)) return error
  if (error instanceof CursorError) return invalidParameter('cursor', error.message)
  if (error.validation) {
    const errors = parameterErrors(error.validation, error.validationContext ?? 'body')
    const detail = errors.map(({ parameter, detail }) => `${parameter}: ${detail}`).join('; ')
    return new Problem('invalid-request', detail, { errors })
  }
  const known = fastifyCodes[error.code]
  if (known) return new Problem(known, error.message)
  if (isUnavailable(error)) {
    const detail = isConflict(error)
      ? 'other changes of the same were in the way each time; nothing was changed'
      : 'the database did not answer'
    return new Problem('store-unreachable', detail, {}, { cause: error })
  }
  if (error.code === uniqueViolation) {
    return new Problem('already-exists', 'another one has this name', {}, { cause: error })
  }
  if (dataException.test(error.code ?? ''))
    return new Problem('invalid-request', 'a value is none that the store can hold', {}, { cause: error })
  const { statusCode = 500 } = error
  if (statusCode >= 400 && statusCode < 500) return new Problem('invalid-request', error.message)
  return new Problem('internal', 'an unexpected error; the log has it under the id in `instance`')
}
