import { SignJWT } from 'jose/jwt/sign'
import { jwtVerify } from 'jose/jwt/verify'
import { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'

const ISSUER = 'kaixu-gateway'
const ALGORITHM = 'HS256'
const ADMIN_TTL_SECONDS = 12 * 3600

export type UserSession = { apiKeyId: string; customerId: string; keyLast4: string }

const userClaims = z.object({
  type: z.literal('user_session'),
  api_key_id: z.string().regex(/^\d{1,18}$/),
  customer_id: z.string().regex(/^\d{1,18}$/),
  key_last4: z.string(),
})
const adminClaims = z.object({ role: z.literal('admin') })

/** Signs a user session for a browser; it carries ids only, so revoking the key ends it. */
export const signUserSession = (session: UserSession, secret: string, ttlSeconds: number): Promise<string> =>
  sign(
    {
      type: 'user_session',
      api_key_id: session.apiKeyId,
      customer_id: session.customerId,
      key_last4: session.keyLast4,
    },
    'kaixu-user',
    secret,
    ttlSeconds,
  )

export const signAdminToken = (secret: string): Promise<string> =>
  sign({ role: 'admin' }, 'kaixu-admin', secret, ADMIN_TTL_SECONDS)

/** @throws GatewayError UNAUTHORIZED for anything but a valid, unexpired session of ours. */
export const verifyUserSession = async (token: string, secret: string): Promise<UserSession> => {
  const claims = await verify(token, userClaims, 'kaixu-user', secret)
  return { apiKeyId: claims.api_key_id, customerId: claims.customer_id, keyLast4: claims.key_last4 }
}

/** @throws GatewayError UNAUTHORIZED for anything but a valid, unexpired admin token of ours. */
export const verifyAdminToken = async (token: string, secret: string): Promise<void> => {
  await verify(token, adminClaims, 'kaixu-admin', secret)
}

const sign = (claims: Record<string, string>, audience: string, secret: string, ttlSeconds: number): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${ttlSeconds} s`)
    .sign(new TextEncoder().encode(secret))

const verify = async <Claims>(
  token: string,
  claims: z.ZodType<Claims>,
  audience: string,
  secret: string,
): Promise<Claims> => {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience,
      requiredClaims: ['exp', 'jti'],
    })
    return claims.parse(payload)
  } catch (cause) {
    throw new GatewayError('UNAUTHORIZED', 'The session is not valid or has ended', { hint: 'Sign in again.', cause })
  }
}
