/** The kernel as scripts/kernel.mjs compiles it and puts it into the bundles: a WebAssembly module, in Base64. */
declare const module: string;
export default module;
