using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Authorizer.Lambda;
using Authorizer.Lambda.Hosting;
using LambdaRuntime;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Authorizer.Tests.Isolation;

/// <summary>
/// The authorizer's assemblies, modified so that each operation that can allocate memory can fail: each new object, array and boxed value,
/// and each call to another assembly. A failure is an <see cref="OutOfMemoryException"/>, as thrown by the runtime.
/// </summary>
internal sealed class FaultyAuthorizer
{
    private const string FaultsType = "AllocationFaults";

    // Types whose static methods work on spans and numbers and allocate nothing.
    private static readonly HashSet<string> NeverAllocate =
    [
        "System.MemoryExtensions", "System.Math", "System.Char", "System.Object", "System.Numerics.BitOperations", "System.Text.Ascii",
        "System.Text.Unicode.Utf8", "System.Buffers.Binary.BinaryPrimitives", "System.Buffers.Text.Utf8Parser", "System.Buffers.Text.Base64Url",
        "System.Runtime.CompilerServices.Unsafe", "System.Runtime.InteropServices.MemoryMarshal", "System.Runtime.CompilerServices.RuntimeHelpers",
    ];

    private static readonly Lazy<FaultyAuthorizer> Loaded = new(() => new FaultyAuthorizer());

    private readonly Assembly _assembly;
    private readonly FieldInfo _countdown;
    private readonly FieldInfo _lasting;

    private FaultyAuthorizer()
    {
        // The library is modified first, because it defines the class that the function's code calls.
        using var library = ModuleDefinition.ReadModule(typeof(Authorization).Assembly.Location);
        MethodDefinition before = AddFaults(library);
        var context = new WovenAssemblies();
        Type faults = context.LoadFromStream(Weave(library, before)).GetType(FaultsType)!;
        using var function = ModuleDefinition.ReadModule(typeof(AuthorizerFunction).Assembly.Location);
        _assembly = context.LoadFromStream(Weave(function, function.ImportReference(before)));
        _countdown = faults.GetField("Countdown")!;
        _lasting = faults.GetField("Lasting")!;
    }

    public static FaultyAuthorizer Instance => Loaded.Value;

    /// <summary>Starts a function that fails only after a call of <see cref="FailAt"/>.</summary>
    public IInvocationHandler Start(IReadOnlyDictionary<string, string> variables)
    {
        Type moment = _assembly.GetType("Authorizer.Lambda.Fetching.Moment")!;
        Func<string, string?> read = name => variables.GetValueOrDefault(name);
        object settings = _assembly.GetType("Authorizer.Lambda.Configuration.SettingsReader")!
            .GetMethod("Read")!.Invoke(null, [read, "/nowhere"])!;
        var clock = Delegate.CreateDelegate(typeof(Func<>).MakeGenericType(moment), moment.GetProperty("Now")!.GetMethod!);
        object platform = Activator.CreateInstance(_assembly.GetType(typeof(OpenSslPlatform).FullName!)!)!;
        return (IInvocationHandler)_assembly.GetType(typeof(AuthorizerFunction).FullName!)!
            .GetMethod(nameof(AuthorizerFunction.Create))!.Invoke(null, [settings, platform, Stream.Null, clock])!;
    }

    /// <summary>Makes an allocation fail.</summary>
    /// <param name="allocation">The number of the allocation. The next allocation is 1.</param>
    /// <param name="lasting">Whether all later allocations fail, too.</param>
    public void FailAt(int allocation, bool lasting)
    {
        _lasting.SetValue(null, lasting);
        _countdown.SetValue(null, allocation);
    }

    /// <summary>Stops the failures.</summary>
    /// <returns>Whether an allocation has failed.</returns>
    public bool Stop()
    {
        bool failed = (int)_countdown.GetValue(null)! <= 0;
        _countdown.SetValue(null, int.MaxValue);
        return failed;
    }

    private static MemoryStream Weave(ModuleDefinition module, MethodReference before)
    {
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method != before))
        {
            Weave(method, before);
        }

        var woven = new MemoryStream();
        module.Write(woven);
        woven.Position = 0;
        return woven;
    }

    private static void Weave(MethodDefinition method, MethodReference before)
    {
        method.Body.SimplifyMacros();
        ILProcessor il = method.Body.GetILProcessor();
        foreach (Instruction instruction in method.Body.Instructions.Where(MayAllocate).ToList())
        {
            Instruction first = instruction.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } prefix ? prefix : instruction;
            il.InsertBefore(first, il.Create(OpCodes.Call, before));
        }

        method.Body.OptimizeMacros();
    }

    private static bool MayAllocate(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Newarr or Code.Box => true,
        Code.Newobj => !((MethodReference)instruction.Operand).DeclaringType.IsValueType,
        Code.Call or Code.Callvirt => instruction.Operand is MethodReference { DeclaringType: { IsValueType: false } type } && type.Scope is AssemblyNameReference assembly
            && !assembly.Name.StartsWith("Authorizer", StringComparison.Ordinal) && !NeverAllocate.Contains(type.FullName),
        _ => false,
    };

    // Adds this class:
    // static class AllocationFaults
    // {
    //     public static int Countdown = int.MaxValue;
    //     public static bool Lasting;
    //     public static void Before() { if (--Countdown == 0 || (Countdown < 0 && Lasting)) throw new OutOfMemoryException(); }
    // }
    private static MethodDefinition AddFaults(ModuleDefinition module)
    {
        const Mono.Cecil.FieldAttributes Field = Mono.Cecil.FieldAttributes.Public | Mono.Cecil.FieldAttributes.Static;
        const Mono.Cecil.MethodAttributes Method = Mono.Cecil.MethodAttributes.Public | Mono.Cecil.MethodAttributes.Static;
        var faults = new TypeDefinition(
            string.Empty, FaultsType, Mono.Cecil.TypeAttributes.Public | Mono.Cecil.TypeAttributes.Abstract | Mono.Cecil.TypeAttributes.Sealed, module.TypeSystem.Object);
        var countdown = new FieldDefinition("Countdown", Field, module.TypeSystem.Int32);
        var lasting = new FieldDefinition("Lasting", Field, module.TypeSystem.Boolean);
        var before = new MethodDefinition("Before", Method, module.TypeSystem.Void);
        faults.Fields.Add(countdown);
        faults.Fields.Add(lasting);
        faults.Methods.Add(before);
        module.Types.Add(faults);

        ILProcessor il = before.Body.GetILProcessor();
        Instruction end = il.Create(OpCodes.Ret);
        Instruction fail = il.Create(OpCodes.Newobj, module.ImportReference(typeof(OutOfMemoryException).GetConstructor([])));
        il.Emit(OpCodes.Ldsfld, countdown);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Stsfld, countdown);
        il.Emit(OpCodes.Brfalse, fail);
        il.Emit(OpCodes.Ldsfld, countdown);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Bge, end);
        il.Emit(OpCodes.Ldsfld, lasting);
        il.Emit(OpCodes.Brfalse, end);
        il.Append(fail);
        il.Emit(OpCodes.Throw);
        il.Append(end);
        return before;
    }

    // Loads the modified library for the function, and all other assemblies from their usual place.
    private sealed class WovenAssemblies() : AssemblyLoadContext("faulty authorizer")
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Assemblies.FirstOrDefault(loaded => loaded.GetName().Name == assemblyName.Name);
    }
}
