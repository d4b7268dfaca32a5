using LandLedger.Verify;

// The console of Windows speaks another language by itself.
if (OperatingSystem.IsWindows())
    Console.OutputEncoding = System.Text.Encoding.UTF8;
return await Command.RunAsync(args, TimeProvider.System);
