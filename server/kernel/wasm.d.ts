/** The kernel as scripts/kernel.mjs compiles it and puts it into the bundles: a WebAssembly module. */
declare const module: Uint8Array;
export default module;
