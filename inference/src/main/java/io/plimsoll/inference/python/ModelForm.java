package io.plimsoll.inference.python;

import java.util.Locale;

/** In which form a model was saved, and so how a worker opens it. */
public enum ModelForm {
  PICKLE,
  /** A pickle with arrays beside it in the stream, or a compressed one; joblib opens these. */
  JOBLIB,
  SKOPS,
  /** XGBoost's own JSON or UBJSON. */
  XGBOOST,
  /** LightGBM's own text. */
  LIGHTGBM,
  TORCH_SCRIPT,
  /** What torch.export.save writes. */
  TORCH_EXPORT,
  /** A .keras archive or HDF5. */
  KERAS,
  /** The saved_model.pb of a TensorFlow SavedModel; the rest of it lies beside. */
  SAVED_MODEL,
  /** Known to nobody but the predict.py beside it. */
  OWN;

  /** The word that the worker knows it by. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
