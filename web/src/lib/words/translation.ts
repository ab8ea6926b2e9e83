/** What a words file of another language must be: the keys of the English one, no more and no fewer. */
export type Translation<English> = { readonly [Key in keyof English]: string };
