/** What `prepare` and `openAsset` answer; the host knows each by its name, in words: "too many bodies". No two are the same number. */
import { NetworkStatus } from "../network/packed";
import { ModelStatus } from "../physics/model";
import { EncoderStatus } from "../vision/encoder";

export const STATUS_OK: i32 = 0;
/** The network is no packed network of this version. */
export const STATUS_BAD_MAGIC: i32 = NetworkStatus.BAD_MAGIC;
export const STATUS_BAD_VERSION: i32 = NetworkStatus.BAD_VERSION;
export const STATUS_BAD_LENGTH: i32 = NetworkStatus.BAD_LENGTH;
export const STATUS_BAD_ACTIVATION: i32 = NetworkStatus.BAD_ACTIVATION;
export const STATUS_BAD_SOURCE: i32 = NetworkStatus.BAD_SOURCE;
/** An encoder's file is none of this version. */
export const STATUS_BAD_ENCODER_MAGIC: i32 = EncoderStatus.BAD_MAGIC;
export const STATUS_BAD_ENCODER_VERSION: i32 = EncoderStatus.BAD_VERSION;
export const STATUS_BAD_ENCODER_SHAPE: i32 = EncoderStatus.BAD_SHAPE;
export const STATUS_BAD_ENCODER_LENGTH: i32 = EncoderStatus.BAD_LENGTH;
/** The task's model has more than physics has room for. */
export const STATUS_TOO_MANY_BODIES: i32 = ModelStatus.TOO_MANY_BODIES;
export const STATUS_TOO_MANY_SHAPES: i32 = ModelStatus.TOO_MANY_SHAPES;
export const STATUS_TOO_MANY_JOINTS: i32 = ModelStatus.TOO_MANY_JOINTS;
/** The network's inputs or outputs are not its task's. */
export const STATUS_WRONG_SIZE: i32 = 100;
/** The task has more inputs or outputs than MOST_INPUTS, MOST_OUTPUTS. */
export const STATUS_TOO_MANY_INPUTS: i32 = 101;
export const STATUS_TOO_MANY_OUTPUTS: i32 = 102;
/** The asset is not what the task needs. */
export const STATUS_WRONG_ASSET: i32 = 103;
/** The task needs an asset that has not been opened. */
export const STATUS_MISSING_ASSET: i32 = 104;

export const MOST_INPUTS: u32 = 1024;
export const MOST_OUTPUTS: u32 = 64;
