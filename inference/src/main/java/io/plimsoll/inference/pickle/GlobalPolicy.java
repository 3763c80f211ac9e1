package io.plimsoll.inference.pickle;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which classes and functions a pickle may import. Everything is refused that is not named here.
 *
 * <p>Libraries of models are allowed by module prefix, but only their classes: making an object of
 * a data class is what a pickle is for, while calling a function is how pickles attack. The few
 * functions that the libraries' own pickles call are listed one by one.
 */
public final class GlobalPolicy {

  private static final Map<String, Set<String>> NAMED =
      Map.ofEntries(
          Map.entry(
              "builtins",
              Set.of(
                  "list",
                  "dict",
                  "set",
                  "frozenset",
                  "tuple",
                  "int",
                  "float",
                  "complex",
                  "bool",
                  "str",
                  "bytes",
                  "bytearray",
                  "object",
                  "range",
                  "slice",
                  "Ellipsis",
                  "NotImplemented",
                  "NoneType")),
          Map.entry("copyreg", Set.of("_reconstructor", "__newobj__", "__newobj_ex__")),
          Map.entry("_codecs", Set.of("encode")),
          Map.entry(
              "collections", Set.of("OrderedDict", "defaultdict", "Counter", "deque", "ChainMap")),
          Map.entry("datetime", Set.of("datetime", "date", "time", "timedelta", "timezone")),
          Map.entry("decimal", Set.of("Decimal")),
          Map.entry("fractions", Set.of("Fraction")),
          Map.entry("uuid", Set.of("UUID")),
          Map.entry("pathlib", Set.of("PurePosixPath", "PosixPath")),
          Map.entry("random", Set.of("Random")),
          Map.entry("re", Set.of("_compile")),
          Map.entry("functools", Set.of("partial")),
          Map.entry("joblib.numpy_pickle", Set.of("NumpyArrayWrapper")),
          Map.entry(
              "numpy",
              Set.of(
                  "ndarray",
                  "dtype",
                  "matrix",
                  "bool",
                  "bool_",
                  "int8",
                  "int16",
                  "int32",
                  "int64",
                  "uint8",
                  "uint16",
                  "uint32",
                  "uint64",
                  "intc",
                  "intp",
                  "longlong",
                  "ulonglong",
                  "float16",
                  "float32",
                  "float64",
                  "longdouble",
                  "complex64",
                  "complex128",
                  "str_",
                  "bytes_",
                  "object_",
                  "void",
                  "datetime64",
                  "timedelta64",
                  "float_",
                  "int_",
                  "abs",
                  "absolute",
                  "ceil",
                  "clip",
                  "cos",
                  "exp",
                  "expm1",
                  "floor",
                  "isnan",
                  "log",
                  "log10",
                  "log1p",
                  "log2",
                  "max",
                  "maximum",
                  "mean",
                  "median",
                  "min",
                  "minimum",
                  "ravel",
                  "reshape",
                  "rint",
                  "round",
                  "sign",
                  "sin",
                  "sqrt",
                  "square",
                  "std",
                  "sum",
                  "tan",
                  "tanh",
                  "argmax",
                  "argmin",
                  "asarray",
                  "array",
                  "nan_to_num",
                  "average",
                  "var",
                  "cbrt",
                  "negative",
                  "reciprocal")),
          Map.entry("numpy.core.multiarray", Set.of("_reconstruct", "scalar")),
          Map.entry("numpy._core.multiarray", Set.of("_reconstruct", "scalar")),
          Map.entry("numpy.core.numeric", Set.of("_frombuffer")),
          Map.entry("numpy._core.numeric", Set.of("_frombuffer")),
          Map.entry("numpy.core", Set.of("_ufunc_reconstruct")),
          Map.entry("numpy._core", Set.of("_ufunc_reconstruct")),
          Map.entry("numpy.ma", Set.of("MaskedArray")),
          Map.entry("sklearn.utils.validation", Set.of("check_array", "check_X_y")),
          Map.entry("sklearn.compose._column_transformer", Set.of("make_column_selector")),
          Map.entry("sklearn.neighbors._kd_tree", Set.of("newObj")),
          Map.entry("sklearn.neighbors._ball_tree", Set.of("newObj")),
          Map.entry("sklearn.metrics._dist_metrics", Set.of("newObj")),
          Map.entry("numpy.ma.core", Set.of("_mareconstruct", "MaskedArray")),
          Map.entry(
              "numpy.random._pickle",
              Set.of("__randomstate_ctor", "__generator_ctor", "__bit_generator_ctor")),
          Map.entry("numpy.random._mt19937", Set.of("MT19937")),
          Map.entry("numpy.random._pcg64", Set.of("PCG64", "PCG64DXSM")),
          Map.entry(
              "numpy.random.bit_generator", Set.of("SeedSequence", "__pyx_unpickle_SeedSequence")),
          Map.entry("numpy.dtypes", Set.of("StringDType")),
          Map.entry(
              "pandas",
              Set.of(
                  "DataFrame",
                  "Series",
                  "Index",
                  "RangeIndex",
                  "MultiIndex",
                  "CategoricalIndex",
                  "DatetimeIndex",
                  "Categorical",
                  "CategoricalDtype",
                  "StringDtype",
                  "Timestamp",
                  "Timedelta",
                  "Interval",
                  "Period")),
          Map.entry("pandas._libs.arrays", Set.of("__pyx_unpickle_NDArrayBacked")),
          Map.entry("pandas._libs.internals", Set.of("_unpickle_block")),
          Map.entry("pandas._libs.tslibs.timestamps", Set.of("_unpickle_timestamp")),
          Map.entry("pandas._libs.tslibs.timedeltas", Set.of("_timedelta_unpickle")),
          Map.entry("pandas.core.internals.blocks", Set.of("new_block")),
          Map.entry("pandas.core.indexes.base", Set.of("_new_Index")),
          Map.entry("pandas.core.indexes.datetimes", Set.of("_new_DatetimeIndex")),
          Map.entry("pandas.core.indexes.period", Set.of("_new_PeriodIndex")));

  /** Packages of which every class is allowed; "." at the end means: and what is below. */
  private static final List<String> CLASSES_BELOW =
      List.of(
          "sklearn.",
          "scipy.sparse.",
          "scipy.stats.",
          "scipy.interpolate.",
          "scipy.spatial.",
          "scipy.optimize.",
          "scipy.special.",
          "pandas.core.",
          "pandas._libs.",
          "xgboost.",
          "lightgbm.",
          "catboost.",
          "imblearn.",
          "category_encoders.",
          "feature_engine.",
          "statsmodels.",
          "mlxtend.",
          "interpret.",
          "pygam.",
          "lifelines.");

  /** Parts of allowed libraries that read files, reach the network or evaluate text. */
  private static final List<String> NEVER_BELOW =
      List.of(
          "sklearn.datasets.",
          "sklearn.externals.",
          "sklearn.utils._testing.",
          "sklearn.utils._joblib.",
          "sklearn.utils.parallel.",
          "sklearn.conftest.",
          "pandas.core.computation.",
          "pandas.core.reshape.",
          "statsmodels.datasets.",
          "statsmodels.iolib.",
          "statsmodels.compat.",
          "statsmodels.tools.");

  /** Modules whose public functions only compute; scorers and selectors refer to them. */
  private static final List<String> FUNCTIONS_BELOW =
      List.of("sklearn.metrics.", "sklearn.feature_selection.", "sklearn.preprocessing.");

  private static final Set<String> DANGEROUS =
      Set.of(
          "os",
          "posix",
          "nt",
          "sys",
          "subprocess",
          "socket",
          "shutil",
          "importlib",
          "runpy",
          "pty",
          "ctypes",
          "_ctypes",
          "pickle",
          "_pickle",
          "marshal",
          "code",
          "codeop",
          "builtins",
          "commands",
          "webbrowser",
          "urllib",
          "requests",
          "http",
          "ftplib",
          "smtplib",
          "types",
          "operator",
          "_operator",
          "inspect",
          "timeit",
          "pdb",
          "bdb",
          "cProfile",
          "profile",
          "multiprocessing",
          "threading",
          "_thread",
          "signal",
          "tempfile",
          "io",
          "_io",
          "pip",
          "asyncio",
          "torch",
          "dill",
          "cloudpickle",
          "joblib");

  private final Set<String> ownModules;
  private final Set<String> vouchedFor;

  private GlobalPolicy(Set<String> ownModules, Set<String> vouchedFor) {
    this.ownModules = Set.copyOf(ownModules);
    this.vouchedFor = Set.copyOf(vouchedFor);
  }

  /** Only the known libraries. */
  public static GlobalPolicy standard() {
    return new GlobalPolicy(Set.of(), Set.of());
  }

  /** Also exactly these, each with its module, because somebody answers for them. */
  public GlobalPolicy vouchingFor(Set<String> globals) {
    return new GlobalPolicy(ownModules, globals);
  }

  /**
   * Also everything of these top-level modules: those that the repository itself defines, whose
   * code runs in the sandbox anyway. A module that would shadow a dangerous one does not count.
   */
  public GlobalPolicy withOwnModules(Set<String> modules) {
    return new GlobalPolicy(
        Set.copyOf(
            modules.stream()
                .filter(module -> !DANGEROUS.contains(module) && !NAMED.containsKey(module))
                .toList()),
        vouchedFor);
  }

  /** Whether a pickle may import it. */
  public boolean allows(GlobalReference global) {
    String module = modern(global.module());
    String name = global.name();
    if (vouchedFor.contains(global.qualified()) || vouchedFor.contains(module + "." + name)) {
      return true;
    }
    if (name.isEmpty() || name.contains(".")) {
      // Protocol 4 walks dotted names through attributes, which reaches far beyond the module.
      return false;
    }
    if (ownModules.contains(topLevel(module))) {
      return true;
    }
    if (NAMED.getOrDefault(module, Set.of()).contains(name)) {
      return true;
    }
    if (below(NEVER_BELOW, module)) {
      return false;
    }
    boolean sparse = name.endsWith("_matrix") || name.endsWith("_array");
    if (sparse && below(List.of("scipy.sparse."), module)) {
      // The one family of classes in these libraries that is not capitalised: csr_matrix and kin.
      return true;
    }
    return (below(CLASSES_BELOW, module) && (isClass(name) || name.startsWith("__pyx_unpickle_")))
        || (below(FUNCTIONS_BELOW, module) && Character.isLowerCase(name.charAt(0)));
  }

  /** One sentence that says why, and what to do instead. */
  public String reason(GlobalReference global) {
    String module = modern(global.module());
    if (module.equals("__main__")) {
      return "it was defined in a notebook or script; move it to a module of the repository beside"
          + " predict.py, import it from there, and save the model again";
    }
    if (topLevel(module).equals("cloudpickle") || topLevel(module).equals("dill")) {
      return "it rebuilds functions from code inside the file; save the model with joblib.dump and"
          + " put your own functions into predict.py";
    }
    if (topLevel(module).equals("torch")) {
      return "torch models are served from ONNX; export with torch.onnx.export to model.onnx";
    }
    if (DANGEROUS.contains(topLevel(module))) {
      return "it can run commands or reach beyond the model while the file is loaded; a saved model"
          + " has no need of it, so find out where this file comes from";
    }
    return "it is not on the list of known model classes; save a plain estimator, or put the class"
        + " into a module of the repository beside predict.py";
  }

  private static boolean isClass(String name) {
    int first = name.startsWith("_") ? 1 : 0;
    return name.length() > first && Character.isUpperCase(name.charAt(first));
  }

  private static boolean below(List<String> prefixes, String module) {
    String dotted = module + ".";
    return prefixes.stream().anyMatch(dotted::startsWith);
  }

  private static String topLevel(String module) {
    int dot = module.indexOf('.');
    return dot < 0 ? module : module.substring(0, dot);
  }

  /** Python maps these names of protocols 0 to 2 itself. */
  private static String modern(String module) {
    return switch (module) {
      case "__builtin__" -> "builtins";
      case "copy_reg" -> "copyreg";
      default -> module;
    };
  }
}
