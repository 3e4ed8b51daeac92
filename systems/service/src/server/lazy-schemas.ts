import { AjvCompiler } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'

type ValidatorFactory = ReturnType<typeof AjvCompiler>
type SerializerFactory = ReturnType<typeof SerializerSelector>
type Validator = ReturnType<ReturnType<ValidatorFactory>>

/**
 * Fastify's own compilers, asked when a schema is first needed: compiling those of all routes takes a start some seconds of a
 * processor, and few processes come to use all of them.
 */
export function lazyCompilers() {
  const validators = AjvCompiler()
  const serializers = SerializerSelector()
  const buildValidator: ValidatorFactory = (schemas, options) => {
    const compiler = once(() => validators(schemas, options))
    return route => lazyValidator(once(() => compiler()(route)))
  }
  const buildSerializer: SerializerFactory = (schemas, options) => {
    const compiler = once(() => serializers(schemas, options))
    return route => {
      const serialize = once(() => compiler()(route))
      return value => serialize()(value)
    }
  }
  return { buildValidator, buildSerializer }
}

/** Fastify reads what is wrong from the function itself. */
function lazyValidator(compiled: () => Validator): Validator {
  const validate = (value: unknown) => {
    const isValid = compiled()(value)
    validate.errors = compiled().errors
    return isValid
  }
  validate.errors = undefined as Validator['errors']
  return validate as Validator
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
