/** The entry of sessionStorage that holds the token of the customer’s session. */
export const STORAGE_NAME = 'KAIXU_USER_SESSION'
